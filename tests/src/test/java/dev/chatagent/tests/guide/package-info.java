/** The code of the guides in {@code docs}, as it stands there. */
package dev.chatagent.tests.guide;
