package dev.chatagent.tests.client;

/** The part of the suite on callbacks with the client of Java. */
class JavaClientCallbackTest extends ClientCallbackBehaviour {
    @Override
    ClientUnderTest.Maker maker() {
        return JavaUnderTest.maker();
    }
}
