/** Measurements that print ratios against a baseline in the same run. */
@NullMarked
package dev.chatagent.benchmarks;

import org.jspecify.annotations.NullMarked;
