/** Backups: made on a schedule or when asked for, kept for a while, and told about when one fails. */
@NullMarked
package dev.chatagent.backup;

import org.jspecify.annotations.NullMarked;
