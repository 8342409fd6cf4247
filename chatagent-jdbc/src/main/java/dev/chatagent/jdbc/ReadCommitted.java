package dev.chatagent.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/**
 * Connections whose statements each see what others have committed by then. Who waits for a lock to look whether a work is still
 * to be done needs that: with one look for the whole transaction it would be from before the wait.
 */
final class ReadCommitted {
    private ReadCommitted() {}

    /** @param pool sets its own level again when a connection is given back */
    static DataSource of(DataSource pool) {
        return (DataSource) Proxy.newProxyInstance(
                ReadCommitted.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(pool, arguments);
                        if (result instanceof Connection connection) {
                            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
