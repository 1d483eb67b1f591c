package dev.tarn.server.output;

import java.io.OutputStream;

/// The formats of results.
public enum Format {
    TABLE,
    CSV,
    JSON,
    JSONL,
    MARKDOWN;

    public ResultWriter writer(OutputStream out) {
        return switch (this) {
            case TABLE -> new TableWriter(out);
            case CSV -> new CsvWriter(out);
            case JSON -> new JsonObjectsWriter(out, false);
            case JSONL -> new JsonObjectsWriter(out, true);
            case MARKDOWN -> new MarkdownWriter(out);
        };
    }
}
