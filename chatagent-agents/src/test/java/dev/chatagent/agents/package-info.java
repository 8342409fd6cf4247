@NullMarked
package dev.chatagent.agents;

import org.jspecify.annotations.NullMarked;
