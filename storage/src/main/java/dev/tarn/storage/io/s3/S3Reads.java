package dev.tarn.storage.io.s3;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;
import dev.tarn.storage.io.remote.StoreFailures;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Ranges of one object as it was when it was first read here: the entity tag of the first answer
/// goes with every later request, so an object that was replaced meanwhile is an error.
/// Thread-safe.
///
/// Every request names its range, and its body is read to the end, so connections are used again. A
/// body that breaks off is asked for again, within the limits of [S3ClientFactory].
final class S3Reads {
    private static final String OPERATION = "GetObject";

    /// What [#readStart] reads: most manifest lists, and a millisecond of a stream.
    private static final int START_BYTES = 64 << 10;

    private final S3Store store;
    private final String location;
    private volatile long length;
    private volatile @Nullable String tag;
    private volatile byte[] start = new byte[0];

    /// @param length -1 where it is not known
    S3Reads(S3Store store, String location, long length) {
        this.store = store;
        this.location = location;
        this.length = length;
    }

    /// The length of the object, or -1 where nothing was read yet.
    long knownLength() {
        return length;
    }

    /// Reads the first bytes, and with them the length; reads of no more than these ask nothing.
    void readStart() {
        byte[] bytes = new byte[START_BYTES];
        start = Arrays.copyOf(bytes, readUpTo(0, bytes, 0, bytes.length));
    }

    /// What came: `count` bytes, the first of them at `from`.
    private record Got(long from, int count) {}

    /// Reads at `from`: as many bytes as there are, at most `most`; 0 at the end.
    int readUpTo(long from, byte[] bytes, int offset, int most) {
        long end = length;
        int wanted = end < 0 ? most : (int) Math.max(0, Math.min(most, end - from));
        if (wanted == 0) {
            return 0;
        }
        byte[] known = start;
        if (from + wanted <= known.length) {
            System.arraycopy(known, (int) from, bytes, offset, wanted);
            return wanted;
        }
        Got got = get("bytes=%d-%d".formatted(from, from + wanted - 1), bytes, offset, wanted);
        if (got.count() > 0 && got.from() != from) {
            throw unranged();
        }
        return got.count();
    }

    void readFully(long from, byte[] bytes, int offset, int count) throws EOFException {
        int read = readUpTo(from, bytes, offset, count);
        if (read < count) {
            throw new EOFException(
                    "Cannot read %d bytes at %d of %s: it ends at %d"
                            .formatted(count, from, location, length));
        }
    }

    /// Reads the end of the object, at most `most` bytes of it; gives how many.
    int readTail(byte[] bytes, int offset, int most) {
        long known = length;
        if (known >= 0) {
            int count = (int) Math.min(known, most);
            return readUpTo(known - count, bytes, offset, count);
        }
        return most == 0 ? 0 : get("bytes=-" + most, bytes, offset, most).count();
    }

    private Got get(String range, byte[] bytes, int offset, int most) {
        S3Uri uri = store.uri(location);
        String pinned = tag;
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(uri.bucket()).key(uri.key()).range(range);
        if (pinned != null) {
            request.ifMatch(pinned);
        }
        store.requestSettings.apply(request);
        S3Store.acquire(store.reads, location);
        try {
            return store.client(location)
                    .getObject(
                            request.build(),
                            (response, body) -> receive(response, body, bytes, offset, most));
        } catch (S3Exception e) {
            if (e.statusCode() == 416) {
                return nothing(e);
            }
            if (e.statusCode() == 412) {
                throw replaced(pinned, e);
            }
            throw StoreFailures.translate("read", location, e);
        } finally {
            store.reads.release();
        }
    }

    /// Asked for what is behind the end. An object without bytes has no range at all.
    private Got nothing(S3Exception e) {
        if (length < 0) {
            String total =
                    e.awsErrorDetails() == null
                            ? ""
                            : e.awsErrorDetails()
                                    .sdkHttpResponse()
                                    .firstMatchingHeader("Content-Range")
                                    .orElse("");
            length = total.startsWith("bytes */") ? Long.parseLong(total.substring(8)) : 0;
        }
        return new Got(0, 0);
    }

    private Got receive(
            GetObjectResponse response, InputStream body, byte[] bytes, int offset, int most) {
        remember(response);
        long count = response.contentLength();
        if (count > most) {
            throw unranged();
        }
        int read = 0;
        try {
            read = body.readNBytes(bytes, offset, (int) count);
        } catch (IOException e) {
            throw brokenOff(count, e);
        } finally {
            store.requests.read(OPERATION, read);
        }
        if (read < count) {
            throw brokenOff(count, new EOFException("It ended after %d".formatted(read)));
        }
        return new Got(first(response), read);
    }

    private RetryableException brokenOff(long count, IOException e) {
        store.requests.failed(OPERATION);
        return RetryableException.builder()
                .message("The body of %d bytes broke off: %s".formatted(count, e.getMessage()))
                .cause(e)
                .build();
    }

    private synchronized void remember(GetObjectResponse response) {
        String range = response.contentRange();
        int slash = range == null ? -1 : range.indexOf('/');
        if (slash >= 0 && range.charAt(range.length() - 1) != '*') {
            length = Long.parseLong(range, slash + 1, range.length(), 10);
        } else if (range == null) {
            length = response.contentLength();
        }
        String seen = response.eTag();
        if (tag == null) {
            tag = seen;
        } else if (seen != null && !seen.equals(tag)) {
            throw replaced(tag, null);
        }
    }

    private static long first(GetObjectResponse response) {
        String range = response.contentRange();
        if (range == null) {
            return 0;
        }
        return Long.parseLong(range, "bytes ".length(), range.indexOf('-'), 10);
    }

    private StorageException replaced(@Nullable String pinned, @Nullable Exception e) {
        return new StorageException(
                Kind.IO,
                "Cannot read %s: it was replaced while it was being read (its ETag was %s)"
                        .formatted(location, pinned),
                e);
    }

    private StorageException unranged() {
        return new StorageException(
                Kind.IO,
                "Cannot read %s: the store answered more than the range that was asked for"
                        .formatted(location));
    }
}
