package dev.chatagent.tests.client;

/** The second half of the suite with the client of Java. */
class JavaClientLastingTest extends ClientLastingBehaviour {
    @Override
    ClientUnderTest.Maker maker() {
        return JavaUnderTest.maker();
    }
}
