/** Contract suites for implementations of the SPIs, and what tests of a host need. */
@NullMarked
package dev.chatagent.testkit;

import org.jspecify.annotations.NullMarked;
