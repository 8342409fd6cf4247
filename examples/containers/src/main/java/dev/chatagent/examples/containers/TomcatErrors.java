package dev.chatagent.examples.containers;

// @start region="tomcat-errors"
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** What Tomcat says by itself: of requests that it cannot read, and of what nobody serves. The status and nothing else. */
final class TomcatErrors extends ErrorReportValve {
    private final Map<String, String> headers;

    /** @param headers {@code SecurityHeadersFilter.headersOfErrors()} */
    TomcatErrors(Map<String, String> headers) {
        this.headers = headers;
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        headers.forEach(response::setHeader);
        response.setContentType("application/problem+json");
        try {
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write("{\"type\":\"about:blank\",\"status\":" + status + "}");
                response.finishResponse();
            }
        } catch (IOException e) {
            getContainer().getLogger().debug("A caller left before the answer", e);
        }
    }
}
// @end region="tomcat-errors"
