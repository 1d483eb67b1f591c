package dev.tarn.catalog.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names metadata files so that this database's own can be told from all others: the second half of
/// the UUID in the name is a digest of the first half and the database's id. Two catalogs may write
/// into one directory; each tidies up only what it wrote itself.
public final class FileMark {
    private static final Pattern NAME =
            Pattern.compile(
                    "(?:^|/)\\.?\\d{5,}-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})[^/]*$");
    private static final long VARIANT = 1L << 63;
    private static final long BELOW_VARIANT = (1L << 62) - 1;

    private final byte[] databaseId;

    public FileMark(String databaseId) {
        this.databaseId = databaseId.getBytes(StandardCharsets.UTF_8);
    }

    /// A new one for each file.
    UUID next() {
        long first = UUID.randomUUID().getMostSignificantBits();
        return new UUID(first, second(first));
    }

    /// Whether a metadata file of this name was written here.
    boolean isOwn(String location) {
        Matcher name = NAME.matcher(location);
        if (!name.find()) {
            return false;
        }
        UUID uuid = UUID.fromString(name.group(1));
        return uuid.getLeastSignificantBits() == second(uuid.getMostSignificantBits());
    }

    private long second(long first) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(databaseId);
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(first).flip());
            return VARIANT | (ByteBuffer.wrap(digest.digest()).getLong() & BELOW_VARIANT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
