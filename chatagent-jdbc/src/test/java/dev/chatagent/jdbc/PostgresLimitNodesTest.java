package dev.chatagent.jdbc;

import dev.chatagent.storage.Storage;
import dev.chatagent.testkit.LimitNodesContract;

class PostgresLimitNodesTest extends LimitNodesContract {
    private final String url = PostgresFixture.get().emptyDatabase("limitnodes");

    @Override
    protected Storage storage() {
        return JdbcStorage.at(url);
    }
}
