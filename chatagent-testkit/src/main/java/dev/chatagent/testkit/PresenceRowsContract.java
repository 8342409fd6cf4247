package dev.chatagent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.account.UserRepository;
import dev.chatagent.event.EventDraft;
import dev.chatagent.event.EventRepository;
import dev.chatagent.event.StreamId;
import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.presence.PresenceRecord;
import dev.chatagent.presence.PresenceRepository;
import dev.chatagent.presence.PresentConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every storage keeps to about open connections. */
abstract class PresenceRowsContract extends FileRowsContract {
    private static final NodeId OTHER = new NodeId(UUID.randomUUID());
    private static final TenantId ELSEWHERE = new TenantId("elsewhere");

    private static PresenceRecord connection(UserId user, NodeId node, ConnectionKind kind, int second) {
        return new PresenceRecord(
                TenantId.DEFAULT,
                user,
                node,
                new PresentConnection(new ConnectionId(UUID.randomUUID()), kind, T.plusSeconds(second)));
    }

    private boolean insert(PresenceRecord record) {
        return write(PresenceRepository.class, rows -> rows.insert(record));
    }

    private PresenceRecord inserted(UserId user, NodeId node, int second) {
        PresenceRecord record = connection(user, node, ConnectionKind.WEBSOCKET, second);
        flag(insert(record)).isTrue();
        return record;
    }

    private boolean remove(TenantId tenant, UserId user, PresenceRecord record) {
        return write(
                PresenceRepository.class,
                rows -> rows.remove(tenant, user, record.connection().id()));
    }

    private List<PresentConnection> listed(TenantId tenant, UserId user) {
        return read(PresenceRepository.class, rows -> rows.list(tenant, user));
    }

    @Test
    void connections_are_listed_as_they_came_over_all_nodes() {
        PresenceRecord late = connection(owner, NODE, ConnectionKind.EVENTS, 9);
        PresenceRecord early = connection(owner, OTHER, ConnectionKind.WEBSOCKET, 1);
        flag(insert(late)).isTrue();
        flag(insert(early)).isTrue();
        list(listed(TenantId.DEFAULT, owner)).containsExactly(early.connection(), late.connection());
        flag(remove(TenantId.DEFAULT, owner, early)).isTrue();
        list(listed(TenantId.DEFAULT, owner)).containsExactly(late.connection());
    }

    @Test
    void connections_of_a_stranger_do_not_exist() {
        PresenceRecord record = inserted(owner, NODE, 0);
        list(listed(TenantId.DEFAULT, stranger)).isEmpty();
        list(listed(ELSEWHERE, owner)).isEmpty();
        flag(remove(TenantId.DEFAULT, stranger, record)).isFalse();
        flag(remove(ELSEWHERE, owner, record)).isFalse();
        list(listed(TenantId.DEFAULT, owner)).containsExactly(record.connection());
    }

    @Test
    void connection_is_stored_once_however_often_it_is_tried() {
        PresenceRecord record = inserted(owner, NODE, 0);
        flag(insert(record)).isFalse();
        list(listed(TenantId.DEFAULT, owner)).hasSize(1);
    }

    @Test
    void nobody_is_here_without_an_account() {
        UserId nobody = new UserId(UUID.randomUUID());
        flag(insert(connection(nobody, NODE, ConnectionKind.WEBSOCKET, 0))).isFalse();
        PresenceRecord elsewhere = new PresenceRecord(
                ELSEWHERE,
                owner,
                NODE,
                connection(owner, NODE, ConnectionKind.EVENTS, 0).connection());
        flag(insert(elsewhere)).isFalse();
        list(read(PresenceRepository.class, PresenceRepository::nodes)).isEmpty();
    }

    @Test
    void connections_of_a_node_are_found_whoever_they_belong_to() {
        List<PresenceRecord> here = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            here.add(inserted(i % 2 == 0 ? owner : stranger, NODE, i));
        }
        PresenceRecord there = inserted(owner, OTHER, 0);
        list(read(PresenceRepository.class, PresenceRepository::nodes)).containsExactlyInAnyOrder(NODE, OTHER);
        list(read(PresenceRepository.class, rows -> rows.ofNode(NODE, 99))).containsExactlyInAnyOrderElementsOf(here);
        list(read(PresenceRepository.class, rows -> rows.ofNode(NODE, 2))).hasSize(2);
        list(read(PresenceRepository.class, rows -> rows.ofNode(OTHER, 99))).containsExactly(there);
        count(read(PresenceRepository.class, rows -> rows.count(NODE))).isEqualTo(5);
        count(read(PresenceRepository.class, rows -> rows.count(new NodeId(UUID.randomUUID()))))
                .isZero();
    }

    @Test
    void many_nodes_are_each_found_once() {
        List<NodeId> nodes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            NodeId node = new NodeId(UUID.randomUUID());
            nodes.add(node);
            inserted(owner, node, i);
            inserted(owner, node, i);
        }
        list(read(PresenceRepository.class, PresenceRepository::nodes)).containsExactlyInAnyOrderElementsOf(nodes);
    }

    @Test
    void of_many_who_remove_a_connection_one_did() throws Exception {
        PresenceRecord record = inserted(owner, NODE, 0);
        List<Optional<Long>> told = atOnce(16, () -> storage()
                .write(unit -> unit.get(PresenceRepository.class)
                                .remove(
                                        TenantId.DEFAULT,
                                        owner,
                                        record.connection().id())
                        ? Optional.of(unit.get(EventRepository.class)
                                .append(List.of(new EventDraft(StreamId.of(owner), "presence.left", T, "{}")))
                                .get(0)
                                .seq())
                        : Optional.<Long>empty()));
        assertThat(told.stream().flatMap(Optional::stream)).containsExactly(1L);
    }

    @Test
    void connection_and_its_event_are_stored_together_or_not_at_all() {
        PresenceRecord record = connection(owner, NODE, ConnectionKind.WEBSOCKET, 0);
        assertThatThrownBy(() -> storage().write(unit -> {
                    unit.get(PresenceRepository.class).insert(record);
                    unit.get(EventRepository.class)
                            .append(List.of(new EventDraft(StreamId.of(owner), "presence.joined", T, "{}")));
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);
        list(listed(TenantId.DEFAULT, owner)).isEmpty();
        place(read(EventRepository.class, events -> events.lastSeq(StreamId.of(owner))))
                .isZero();
    }

    @Test
    void who_is_deleted_is_nowhere_any_more() {
        inserted(owner, NODE, 0);
        PresenceRecord hers = inserted(stranger, NODE, 0);
        storage().write(unit -> {
            unit.get(PresenceRepository.class).deleteAll(owner);
            return unit.get(UserRepository.class).delete(owner);
        });
        list(listed(TenantId.DEFAULT, owner)).isEmpty();
        list(listed(TenantId.DEFAULT, stranger)).containsExactly(hers.connection());
        count(read(PresenceRepository.class, rows -> rows.count(NODE))).isEqualTo(1);
    }
}
