package dev.chatagent.http;

import dev.chatagent.error.ErrorCode;
import dev.chatagent.limit.LimitClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of the route table while it is written. Not thread-safe. */
final class RouteDraft {
    private final String method;
    private final String template;
    private final String id;
    private final List<RouteParameter> parameters = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private final Set<ErrorCode> refusals = EnumSet.noneOf(ErrorCode.class);
    private String summary = "";
    private @Nullable Access access;
    private @Nullable LimitClass limit;
    private @Nullable Repeat repeat;
    private Route.@Nullable Body body;
    private Route.@Nullable Receiver receiver;

    private RouteDraft(String method, String template, String id, @Nullable Repeat repeat) {
        this.method = method;
        this.template = template;
        this.id = id;
        this.repeat = repeat;
    }

    static RouteDraft get(String template, String id) {
        return new RouteDraft("GET", template, id, Repeat.SAFE);
    }

    static RouteDraft put(String template, String id) {
        return new RouteDraft("PUT", template, id, Repeat.SAME);
    }

    static RouteDraft delete(String template, String id) {
        return new RouteDraft("DELETE", template, id, Repeat.SAME);
    }

    /** HTTP says nothing of how these may be repeated, so the row does. */
    static RouteDraft post(String template, String id, Repeat repeat) {
        return new RouteDraft("POST", template, id, repeat);
    }

    static RouteDraft patch(String template, String id, Repeat repeat) {
        return new RouteDraft("PATCH", template, id, repeat);
    }

    RouteDraft says(String sentence) {
        summary = sentence;
        return this;
    }

    RouteDraft access(Access who, LimitClass limitClass) {
        access = who;
        limit = limitClass;
        return this;
    }

    /** A body; its example is of its type. */
    RouteDraft takes(Record example, String... required) {
        body = new Route.Body(example.getClass(), example, List.of(required), List.of());
        return this;
    }

    /** A body of which one of these fields must be there. */
    RouteDraft takesEither(Record example, String... fields) {
        body = new Route.Body(example.getClass(), example, List.of(), List.of(fields));
        return this;
    }

    /** A body that is a file. */
    RouteDraft takesFile(Route.Receiver begins) {
        receiver = begins;
        return this;
    }

    RouteDraft with(RouteParameter... more) {
        parameters.addAll(List.of(more));
        return this;
    }

    /** For lists: which page of what length. */
    RouteDraft paged() {
        return with(RouteParameter.CURSOR, RouteParameter.LIMIT);
    }

    /** Cookies can stand in for the refresh token. */
    RouteDraft browserMode() {
        return with(RouteParameter.MODE).refuses(ErrorCode.CROSS_SITE);
    }

    RouteDraft answers(int status, Record example) {
        return answers(Reply.json(status, example));
    }

    RouteDraft answersNothing(int status) {
        return answers(Reply.nothing(status));
    }

    RouteDraft answers(Reply reply) {
        replies.add(reply);
        return this;
    }

    /** What it may refuse with beyond what its other columns imply. */
    RouteDraft refuses(ErrorCode... codes) {
        refusals.addAll(List.of(codes));
        return this;
    }

    /** For what hashes or compares a password: that is slow, so it queues, and guessing is slowed down. */
    RouteDraft hashes() {
        return refuses(ErrorCode.OVERLOADED);
    }

    Route by(Route.Handler handler) {
        List<RouteParameter> all = new ArrayList<>();
        for (String segment : template.substring(1).split("/", -1)) {
            if (Route.isParameter(segment)) {
                all.add(RouteParameter.path(segment.substring(1, segment.length() - 1)));
            }
        }
        all.addAll(parameters);
        if (repeat == Repeat.KEYED) {
            all.add(RouteParameter.IDEMPOTENCY_KEY);
        }
        Access who = Objects.requireNonNull(access, template);
        refusals.addAll(implied(who, all));
        return new Route(
                method,
                template,
                id,
                summary,
                who,
                Objects.requireNonNull(limit, template),
                Objects.requireNonNull(repeat, template),
                all,
                body,
                receiver,
                replies,
                refusals,
                handler);
    }

    private Set<ErrorCode> implied(Access who, List<RouteParameter> all) {
        Set<ErrorCode> codes = EnumSet.of(ErrorCode.RATE_LIMITED, ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
        if (!template.startsWith(ChatAgentServlet.HEALTH)) {
            codes.add(ErrorCode.HTTPS_REQUIRED);
        }
        if (who instanceof Access.Needs) {
            codes.addAll(Set.of(ErrorCode.UNAUTHENTICATED, ErrorCode.INVALID_TOKEN, ErrorCode.FORBIDDEN));
        }
        if (repeat != Repeat.SAFE) {
            codes.addAll(Set.of(ErrorCode.OUTCOME_UNKNOWN, ErrorCode.STORAGE_FULL));
        }
        if (body != null) {
            codes.add(ErrorCode.MALFORMED_JSON);
        }
        if (body != null || receiver != null) {
            codes.addAll(Set.of(
                    ErrorCode.INVALID_REQUEST,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.REQUEST_TIMEOUT,
                    ErrorCode.PAYLOAD_TOO_LARGE));
        }
        if (replies.stream().anyMatch(Reply::hasBody)) {
            codes.add(ErrorCode.NOT_ACCEPTABLE);
        }
        for (RouteParameter parameter : all) {
            codes.add(parameter.in().equals("path") ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_REQUEST);
        }
        return codes;
    }
}
