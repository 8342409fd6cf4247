package dev.chatagent.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/** One JSON value in UTF-8 (RFC 8259). */
final class JsonCheck implements ContentCheck {
    private static final int MAX_DEPTH = 500;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    @Override
    public void check(Content content) throws IOException {
        TextCheck.requireReadable(content);
        try (JsonParser parser = JSON.createParser(content.stream())) {
            int roots = 0;
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                roots += depth == 0 ? 1 : 0;
            }
            if (roots != 1) {
                throw Refusals.notDeclared(FileType.JSON);
            }
        } catch (JsonProcessingException e) {
            throw Refusals.notDeclared(FileType.JSON);
        }
    }
}
