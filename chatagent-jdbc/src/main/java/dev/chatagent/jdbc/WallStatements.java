package dev.chatagent.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/** Names the owner of a unit's rows ahead of Jdbi's statements, as {@link Plain} does ahead of its own. */
final class WallStatements implements StatementCustomizer, TemplateEngine {
    private static final String OWNER = "chatagentOwner";
    private static final String NAMING = Wall.NAMING.replace("?", ":" + OWNER);

    private WallStatements() {}

    static void install(Jdbi jdbi) {
        WallStatements wall = new WallStatements();
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(wall).addCustomizer(wall);
    }

    @Override
    public void beforeTemplating(@Nullable PreparedStatement none, StatementContext context) {
        Wall wall = Wall.of(context.getConfig(SqlStatements.class));
        String owner = wall == null ? null : wall.untold();
        if (owner != null) {
            context.getBinding().addNamed(OWNER, owner);
            context.define(OWNER, true);
        }
    }

    private static boolean names(StatementContext context) {
        return context.getAttribute(OWNER) != null;
    }

    @Override
    public String render(String sql, StatementContext context) {
        return names(context) ? NAMING + sql : sql;
    }

    /** Behind the answer to the naming is that of the statement. */
    @Override
    public void afterExecution(PreparedStatement statement, StatementContext context) throws SQLException {
        if (names(context)) {
            statement.getMoreResults();
        }
    }
}
