package dev.chatagent;

import dev.chatagent.account.AccountDeletion;
import dev.chatagent.account.AccountServices;
import dev.chatagent.account.Tenants;
import dev.chatagent.agent.Agents;
import dev.chatagent.audit.Audit;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.backup.Backups;
import dev.chatagent.chat.ChatSearch;
import dev.chatagent.chat.Chats;
import dev.chatagent.config.Decision;
import dev.chatagent.edge.Edge;
import dev.chatagent.event.Events;
import dev.chatagent.file.Files;
import dev.chatagent.health.Health;
import dev.chatagent.health.Metric;
import dev.chatagent.limit.Limits;
import dev.chatagent.presence.Presence;
import java.util.List;
import java.util.function.Supplier;

/** The parts of a started runtime. */
record Assembly(
        RuntimeContext context,
        AccountServices accounts,
        AccountDeletion accountDeletion,
        Audit audit,
        Backups backups,
        Tenants tenants,
        AccessTokens accessTokens,
        Chats chats,
        ChatSearch search,
        Files files,
        Agents agents,
        Events events,
        Presence presence,
        Limits limits,
        Edge edge,
        Startup startup,
        Health health,
        Supplier<List<Metric>> metrics,
        List<Decision> decisions,
        Lifecycle lifecycle) {
    Assembly {
        decisions = List.copyOf(decisions);
    }
}
