package dev.chatagent.tests.client;

/** The suite with the client of JavaScript, as it stands in its jar, in Node. */
class JavaScriptClientTest extends ClientBehaviour {
    @Override
    ClientUnderTest.Maker maker() throws Exception {
        return NodeUnderTest.maker();
    }
}
