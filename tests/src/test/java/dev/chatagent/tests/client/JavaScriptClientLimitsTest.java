package dev.chatagent.tests.client;

/** The part of the suite on limits with the client of JavaScript, in Node. */
class JavaScriptClientLimitsTest extends ClientLimitsBehaviour {
    @Override
    ClientUnderTest.Maker maker() throws Exception {
        return NodeUnderTest.maker();
    }
}
