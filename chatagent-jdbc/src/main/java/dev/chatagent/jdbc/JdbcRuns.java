package dev.chatagent.jdbc;

import dev.chatagent.agent.Usage;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunRecord;
import dev.chatagent.chat.RunRepository;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.NodeId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

final class JdbcRuns implements RunRepository {
    private static final String SELECT =
            "SELECT r.*, s.id AS session_id FROM run r JOIN chat_session s ON s.no = r.session_no ";

    private final Handle handle;

    JdbcRuns(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(RunRecord record) {
        Run run = record.run();
        handle.createUpdate("""
                        INSERT INTO run (id, owner, node, session_no, message, prompt, status, started_at, events_after,
                            idempotency_key)
                        SELECT :id, :owner, :node, no, :message, :prompt, :status, :started, :after, :key
                        FROM chat_session WHERE id = :session AND owner = :owner
                        """)
                .bind("id", run.id().value())
                .bind("owner", record.owner().value())
                .bind("node", record.node().value())
                .bind("session", run.messageId().chat().value())
                .bind("message", run.messageId().seq())
                .bind("prompt", record.prompt())
                .bind("status", run.status().name())
                .bind("started", Columns.micros(run.startedAt()))
                .bind("after", record.eventsAfter())
                .bind("key", record.idempotencyKey())
                .execute();
    }

    @Override
    public boolean update(UserId owner, Run run) {
        Usage usage = run.usage();
        return handle.createUpdate("""
                        UPDATE run SET status = :status, ended_at = :ended, input_tokens = :input,
                            output_tokens = :output, error = :error
                        WHERE id = :id AND owner = :owner
                        """)
                        .bind("status", run.status().name())
                        .bind("ended", Columns.microsOrNull(run.endedAt()))
                        .bind("input", usage == null ? null : usage.inputTokens())
                        .bind("output", usage == null ? null : usage.outputTokens())
                        .bind("error", MessageRows.failure(run.error()))
                        .bind("id", run.id().value())
                        .bind("owner", owner.value())
                        .execute()
                == 1;
    }

    @Override
    public Optional<RunRecord> find(UserId owner, RunId id) {
        return handle.createQuery(SELECT + "WHERE r.id = :id AND r.owner = :owner")
                .bind("id", id.value())
                .bind("owner", owner.value())
                .map((row, context) -> record(row))
                .findOne();
    }

    @Override
    public Optional<RunRecord> findByKey(UserId owner, String idempotencyKey) {
        return handle.createQuery(SELECT + "WHERE r.owner = :owner AND r.idempotency_key = :key")
                .bind("owner", owner.value())
                .bind("key", idempotencyKey)
                .map((row, context) -> record(row))
                .findOne();
    }

    @Override
    public Optional<RunRecord> active(UserId owner, ChatId chat) {
        return handle.createQuery(SELECT + "WHERE s.id = :chat AND s.owner = :owner AND r.status = 'RUNNING'")
                .bind("chat", chat.value())
                .bind("owner", owner.value())
                .map((row, context) -> record(row))
                .findFirst();
    }

    @Override
    public List<RunRecord> allRunning() {
        return handle.createQuery(SELECT + "WHERE r.status = 'RUNNING'")
                .map((row, context) -> record(row))
                .list();
    }

    private static RunRecord record(ResultSet row) throws SQLException {
        Run run = new Run(
                new RunId(Columns.uuid(row, "id")),
                new MessageId(new ChatId(Columns.uuid(row, "session_id")), row.getInt("message")),
                RunStatus.valueOf(Columns.text(row, "status")),
                Columns.time(row, "started_at"),
                Columns.timeOrNull(row, "ended_at"),
                usage(row),
                MessageRows.failure(row));
        return new RunRecord(
                new UserId(Columns.uuid(row, "owner")),
                run,
                new NodeId(Columns.uuid(row, "node")),
                row.getInt("prompt"),
                row.getLong("events_after"),
                row.getString("idempotency_key"));
    }

    private static @Nullable Usage usage(ResultSet row) throws SQLException {
        long input = row.getLong("input_tokens");
        return row.wasNull() ? null : new Usage(input, row.getLong("output_tokens"));
    }
}
