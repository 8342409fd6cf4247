package dev.chatagent.spring;

import dev.chatagent.error.ChatAgentException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in the words of the setting why an application cannot start, instead of by a stack trace. */
final class RefusedStart extends AbstractFailureAnalyzer<ChatAgentException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ChatAgentException cause) {
        return new FailureAnalysis(
                cause.detail(), "Settings are described in the configuration reference of chatagent.", cause);
    }
}
