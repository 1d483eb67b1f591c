package dev.tarn.server.trino;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.server.output.Json;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Rows in segments, for clients that ask for an [Encoding]: small ones within the page, in Base64;
/// others in the [Spool], of which the page has the address. Where the spool is full they go within
/// the page too, so that nobody waits for room on a disk.
///
/// Source: "spooling protocol" of Trino's client protocol.
final class Segments implements RowFormat {
    static final int SEGMENT_BYTES = 4 << 20;

    /// Segments of no more bytes than this go within the page.
    static final int INLINE_BYTES = 128 << 10;

    private final Encoding encoding;
    private final Spool spool;
    private final String baseUri;
    private final LastAccess access;

    /// @param baseUri where the client reaches us
    /// @param access of the statement whose rows they are
    Segments(Encoding encoding, Spool spool, String baseUri, LastAccess access) {
        this.encoding = encoding;
        this.spool = spool;
        this.baseUri = baseUri;
        this.access = access;
    }

    @Override
    public int chunkBytes() {
        return SEGMENT_BYTES;
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public String opening() {
        return "{\"encoding\":\"" + encoding.spelling() + "\",\"segments\":[";
    }

    @Override
    public String closing() {
        return "]}";
    }

    @Override
    public Chunk chunk(byte[] rows, long firstRow, int rowCount) throws IOException {
        byte[] plain = new byte[rows.length + 2];
        plain[0] = '[';
        System.arraycopy(rows, 0, plain, 1, rows.length);
        plain[plain.length - 1] = ']';
        byte[] encoded = encoding.encode(plain);
        String id = encoded.length <= INLINE_BYTES ? null : spool.put(encoded, access);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            writeContent(json, encoded, id);
            json.writeObjectFieldStart("metadata");
            json.writeNumberField("rowOffset", firstRow);
            json.writeNumberField("rowsCount", rowCount);
            json.writeNumberField("segmentSize", encoded.length);
            if (encoding.compresses()) {
                json.writeNumberField("uncompressedSize", plain.length);
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return new Chunk(bytes.toByteArray(), id == null ? 0 : encoded.length);
    }

    /// @param id the segment's in the spool; null where it goes within the page
    private void writeContent(JsonGenerator json, byte[] encoded, @Nullable String id)
            throws IOException {
        if (id == null) {
            json.writeStringField("type", "inline");
            json.writeBinaryField("data", encoded);
        } else {
            json.writeStringField("type", "spooled");
            json.writeStringField("uri", baseUri + SpoolRoutes.DOWNLOAD + id);
            json.writeStringField("ackUri", baseUri + SpoolRoutes.ACKNOWLEDGE + id);
        }
    }
}
