package dev.chatagent.tests.client;

/** The part of the suite on limits with the client of Java. */
class JavaClientLimitsTest extends ClientLimitsBehaviour {
    @Override
    ClientUnderTest.Maker maker() {
        return JavaUnderTest.maker();
    }
}
