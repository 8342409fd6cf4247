package dev.chatagent.jdbc;

import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;

/** A failure and what is behind it, the outermost first. */
final class Causes {
    private Causes() {}

    static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    static Stream<SQLException> sql(Throwable failure) {
        return of(failure).filter(SQLException.class::isInstance).map(SQLException.class::cast);
    }

    /** The SQL states that they have. */
    static Stream<String> states(Throwable failure, Dialect dialect) {
        return sql(failure).flatMap(sql -> Stream.ofNullable(dialect.state(sql)));
    }
}
