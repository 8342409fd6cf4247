package dev.chatagent.tests.client;

/** The suite with the client of Java. */
class JavaClientTest extends ClientBehaviour {
    @Override
    ClientUnderTest.Maker maker() {
        return JavaUnderTest.maker();
    }
}
