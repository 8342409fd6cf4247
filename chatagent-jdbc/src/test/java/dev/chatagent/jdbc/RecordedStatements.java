package dev.chatagent.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection that has the database explain each statement, with its values, before it is run. */
final class RecordedStatements {
    private final Connection real;
    private final String explain;
    private final Map<String, String> plans = new LinkedHashMap<>();

    /** @param explain what is written before a statement to have it explained */
    RecordedStatements(Connection real, String explain) {
        this.real = real;
        this.explain = explain;
    }

    /** Statements that look for rows, with their plans, since the last call. */
    Map<String, String> take() {
        Map<String, String> taken = new LinkedHashMap<>(plans);
        plans.clear();
        return taken;
    }

    /** Closing it closes nothing. */
    Connection connection() {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("close")) {
                return null;
            }
            Object result = invoke(method, real, arguments);
            return result instanceof PreparedStatement statement ? recorded(statement, (String) arguments[0]) : result;
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Setting(Method method, Object[] arguments) {}

    private PreparedStatement recorded(PreparedStatement statement, String sql) {
        List<Setting> settings = new ArrayList<>();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("set") && arguments.length > 1) {
                settings.add(new Setting(method, arguments));
            } else if (method.getName().startsWith("execute") && !sql.startsWith("INSERT")) {
                plans.put(sql, plan(sql, settings));
            }
            return invoke(method, statement, arguments);
        });
    }

    private String plan(String sql, List<Setting> settings) throws Throwable {
        try (PreparedStatement explained = real.prepareStatement(explain + sql)) {
            for (Setting setting : settings) {
                invoke(setting.method, explained, setting.arguments);
            }
            return lines(explained.executeQuery());
        }
    }

    private static String lines(ResultSet rows) throws SQLException {
        StringBuilder plan = new StringBuilder();
        int last = rows.getMetaData().getColumnCount(); // SQLite puts numbers before the text
        while (rows.next()) {
            plan.append(rows.getString(last)).append('\n');
        }
        return plan.toString();
    }

    private static @Nullable Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private interface Handler {
        @Nullable
        Object handle(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.handle(method, arguments == null ? new Object[0] : arguments)));
    }
}
