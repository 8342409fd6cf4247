/** The audit log, a hash chain of what matters for security, and the alerts that come with it. */
@NullMarked
package dev.chatagent.audit;

import org.jspecify.annotations.NullMarked;
