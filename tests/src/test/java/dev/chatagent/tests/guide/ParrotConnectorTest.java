package dev.chatagent.tests.guide;

import dev.chatagent.agent.AgentConnector;
import dev.chatagent.testkit.AgentConnectorContract;
import java.time.Duration;

class ParrotConnectorTest extends AgentConnectorContract {
    @Override
    protected AgentConnector connectToEcho(Duration betweenWords) {
        return new ParrotConnector(betweenWords);
    }
}
