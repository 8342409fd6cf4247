package dev.chatagent.tests.client;

/** The second half of the suite with the client of JavaScript, in Node. */
class JavaScriptClientLastingTest extends ClientLastingBehaviour {
    @Override
    ClientUnderTest.Maker maker() throws Exception {
        return NodeUnderTest.maker();
    }
}
