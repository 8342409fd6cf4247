package dev.chatagent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatagent.auth.Permission;
import dev.chatagent.examples.containers.Container;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of caller at every row of the route table, about the things of one person. What comes out is what the row
 * declares, and no more is told than that.
 */
@ParameterizedClass
@EnumSource(Container.class)
class AccessMatrixTest {
    @Parameter
    Container container;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Who acts for somebody does not send them away. */
    private static final Set<String> NOT_FOR_SOMEBODY =
            Set.of("DELETE /auth/sessions/{login}", "POST /auth/logout-all", "POST /auth/logout-others");

    private static MatrixWorld world;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        world = new MatrixWorld(container);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        world.close();
    }

    static Stream<Route> routes() {
        return RouteTable.of(world.runtime, new EventStreams()).stream();
    }

    private static String name(Route route) {
        return route.method() + " " + route.template();
    }

    /** Which of the outcomes that matter here it is; whatever is answered after the caller was let in is one. */
    enum Outcome {
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        LET_IN;

        static Outcome of(MatrixWorld.Reply reply) throws Exception {
            assertThat(reply.status()).as(reply.body()).isBetween(200, 499);
            if (reply.status() < 400) {
                return LET_IN;
            }
            JsonNode problem = JSON.readTree(reply.body());
            assertThat(problem.path("status").asInt()).isEqualTo(reply.status());
            return switch (problem.path("code").asText()) {
                case "unauthenticated", "invalid_token" -> UNAUTHENTICATED;
                case "forbidden" -> FORBIDDEN;
                case "not_found" -> NOT_FOUND;
                default -> LET_IN;
            };
        }
    }

    private static Outcome declared(Route route, MatrixWorld.Caller caller, Access.Needs needs) {
        if (!caller.known()) {
            return Outcome.UNAUTHENTICATED;
        }
        if (!caller.permissions().contains(needs.permission())) {
            return Outcome.FORBIDDEN;
        }
        if (needs.proof() == Access.Proof.IN_PERSON && !caller.inPerson()) {
            return Outcome.FORBIDDEN;
        }
        if (caller == MatrixWorld.Caller.ADMIN_AS_OWNER && NOT_FOR_SOMEBODY.contains(name(route))) {
            return Outcome.FORBIDDEN;
        }
        if (caller == MatrixWorld.Caller.OWNERS_KEY_FOR_THE_ACCOUNT && needs.proof() == Access.Proof.TOKEN) {
            return Outcome.FORBIDDEN;
        }
        boolean admin =
                needs.permission() == Permission.USERS_ADMIN || needs.permission() == Permission.USERS_IMPERSONATE;
        boolean reaches = admin ? caller.sameTenant() : caller.isOwner();
        return route.template().contains("{") && !reaches ? Outcome.NOT_FOUND : Outcome.LET_IN;
    }

    @ParameterizedTest
    @MethodSource("routes")
    void outcome_is_what_the_row_declares_whatever_ids_the_request_carries(Route route) throws Exception {
        for (MatrixWorld.Caller caller : MatrixWorld.Caller.values()) {
            Outcome plain = outcome(route, caller, "", false);
            String as = "%s as " + caller;
            if (route.access() instanceof Access.Needs needs) {
                assertThat(plain).as(as, name(route)).isEqualTo(declared(route, caller, needs));
            } else {
                assertThat(plain).as(as, name(route)).isEqualTo(outcome(route, MatrixWorld.Caller.NOBODY, "", false));
            }
            assertThat(outcome(route, caller, "userId={user}&tenantId=default&user={user}&tenant=default", false))
                    .as(as + ", ids in the query", name(route))
                    .isEqualTo(plain);
            if (route.takesBody()) {
                outcome(route, caller, "", true);
            }
        }
    }

    private static Outcome outcome(Route route, MatrixWorld.Caller caller, String query, boolean idsInBody)
            throws Exception {
        MatrixWorld.Owner owner = world.owner();
        String body = route.takesBody() ? MatrixBodies.of(name(route), owner) : "";
        if (idsInBody) {
            String ids = "\"userId\":\"" + owner.user() + "\",\"tenantId\":\"default\"";
            body = body.equals("{}") ? "{" + ids + "}" : "{" + ids + "," + body.substring(1);
        }
        MatrixWorld.Reply reply = world.call(route, caller, owner, query, body);
        Outcome outcome = Outcome.of(reply);
        if (idsInBody && outcome == Outcome.LET_IN) {
            assertThat(reply.status())
                    .as("%s as %s: %s", name(route), caller, reply.body())
                    .isEqualTo(400);
            assertThat(reply.body()).contains("\"unknown\"", "\"userId\"");
        }
        boolean mayKnow =
                caller.isOwner() || (caller.sameTenant() && caller.permissions().contains(Permission.USERS_ADMIN));
        boolean toldToAnybody = route.access() == Access.PUBLIC;
        if (!mayKnow && !toldToAnybody) {
            assertThat(reply.body()).as("%s as %s", name(route), caller).doesNotContainIgnoringCase(owner.canary());
            assertThat(reply.body()).doesNotContain(owner.user().toString());
        }
        return outcome;
    }

    /** The table of this test would otherwise grow stale. */
    @Test
    void every_row_of_the_exceptions_exists() {
        assertThat(routes().map(AccessMatrixTest::name)).containsAll(NOT_FOR_SOMEBODY);
    }

    @Test
    void administrator_finds_nobody_of_another_tenant() throws Exception {
        MatrixWorld.Owner owner = world.owner();
        Route list = routes().filter(route -> name(route).equals("GET /admin/users"))
                .findFirst()
                .orElseThrow();
        String query = "search=" + owner.canary().toLowerCase(Locale.ROOT);
        assertThat(world.call(list, MatrixWorld.Caller.ADMIN, owner, query, "").body())
                .containsIgnoringCase(owner.canary());
        assertThat(world.call(list, MatrixWorld.Caller.ADMIN_OF_ANOTHER_TENANT, owner, query, "")
                        .body())
                .doesNotContainIgnoringCase(owner.canary());
    }
}
