/** Connectors to real agents. Today: every server that speaks OpenAI's chat completions. */
@NullMarked
package dev.chatagent.agents;

import org.jspecify.annotations.NullMarked;
