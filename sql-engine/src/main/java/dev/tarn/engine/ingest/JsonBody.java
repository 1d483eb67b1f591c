package dev.tarn.engine.ingest;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.RowRequest;
import dev.tarn.engine.statement.RowRequest.RowKey;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.text.JsonFiles;
import dev.tarn.storage.text.JsonOptions;
import dev.tarn.storage.text.RowRejects;
import dev.tarn.storage.text.TextSplit;

import org.apache.iceberg.Schema;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The JSON lines of one request. Owned by one thread.
final class JsonBody {
    private static final String LOCATION = "the request";
    private static final int CHUNK_BYTES = 64 << 10;

    /// Of SHA-256, which is kept in the table: enough that no two keys of a day are the same.
    private static final int KEY_BYTES = 15;

    private static final int CONTENT_BYTES = 9;

    private final byte[] bytes;

    private JsonBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Reads `stream` to its end, and has `share` hold what it takes.
    static JsonBody read(InputStream stream, HeldBytes.Share share) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK_BYTES];
        int count = stream.read(chunk);
        while (count >= 0) {
            if (body.size() + count > RowIngest.MAX_BODY_BYTES) {
                throw new BodyTooLargeException();
            }
            // A buffer that grows is twice its content, and is copied in the end.
            share.add(3L * count);
            body.write(chunk, 0, count);
            count = stream.read(chunk);
        }
        return new JsonBody(body.toByteArray());
    }

    /// What the request is known by that `user` calls `key`.
    RowKey key(String user, String key) {
        byte[] named = (user + '\0' + key).getBytes(StandardCharsets.UTF_8);
        return new RowKey(hash(named, KEY_BYTES), hash(bytes, CONTENT_BYTES));
    }

    private static String hash(byte[] content, int byteCount) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(digest, byteCount));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The rows, with the columns `schema`.
    ///
    /// @throws RejectedRowsException if a record is not what they take
    RowRequest request(Schema schema, @Nullable RowKey key, HeldBytes.Share share) {
        InMemoryInputFile file = new InMemoryInputFile(LOCATION, bytes);
        RowRejects rejects = new RowRejects();
        List<Batch> batches = new ArrayList<>();
        long rowCount = 0;
        try {
            for (TextSplit split : JsonFiles.splits(file)) {
                try (BatchReader reader =
                        JsonFiles.open(
                                split,
                                schema,
                                JsonOptions.DEFAULT,
                                Batch.TARGET_ROW_COUNT,
                                rejects)) {
                    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                        share.add(batch.sizeBytes());
                        batches.add(batch);
                        rowCount += batch.rowCount();
                    }
                }
            }
        } catch (StorageException e) {
            throw new SqlException(ErrorCode.BAD_DATA, String.valueOf(e.getMessage()), null, e);
        }
        if (rejects.count() > 0) {
            throw new RejectedRowsException(rejects.rows(_ -> file), rejects.count());
        }
        return new RowRequest(schema, batches, rowCount, key);
    }
}
