package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BINARY;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;

import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;
import dev.tarn.storage.parquet.format.XxHash64;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Digests of binaries, with keys and without, and hashes that are no digests.
final class Digests {
    private static final HashFunction MURMUR = Hashing.murmur3_128(0);

    private Digests() {}

    static List<ScalarFamily> families() {
        return List.of(
                digest("md5", "MD5"),
                digest("sha1", "SHA-1"),
                digest("sha256", "SHA-256"),
                digest("sha512", "SHA-512"),
                keyed("hmac_md5", "HmacMD5"),
                keyed("hmac_sha1", "HmacSHA1"),
                keyed("hmac_sha256", "HmacSHA256"),
                keyed("hmac_sha512", "HmacSHA512"),
                TextFunctions.family("xxhash64", "(varbinary) → varbinary of 8 bytes")
                        .pure(
                                List.of(BINARY),
                                BINARY,
                                TextLoops.bytes(
                                        BINARY,
                                        (r, out) ->
                                                BinaryCodes.appendBigEndian(
                                                        out,
                                                        XxHash64.of(r.data(0), r.from(0), r.to(0)),
                                                        Long.BYTES)))
                        .build(),
                spooky("spooky_hash_v2_32", Integer.BYTES),
                spooky("spooky_hash_v2_64", Long.BYTES),
                TextFunctions.family("murmur3", "(varbinary) → varbinary of 16 bytes")
                        .pure(
                                List.of(BINARY),
                                BINARY,
                                TextLoops.bytes(
                                        BINARY,
                                        (r, out) ->
                                                out.append(
                                                        MURMUR.hashBytes(
                                                                        r.data(0), r.from(0),
                                                                        size(r))
                                                                .asBytes())))
                        .build());
    }

    private static ScalarFamily spooky(String name, int bytes) {
        return TextFunctions.family(name, "(varbinary) → varbinary of %d bytes".formatted(bytes))
                .pure(
                        List.of(BINARY),
                        BINARY,
                        TextLoops.bytes(
                                BINARY,
                                (r, out) ->
                                        BinaryCodes.appendBigEndian(
                                                out,
                                                SpookyHash.of(r.data(0), r.from(0), r.to(0)),
                                                bytes)))
                .build();
    }

    private static int size(Row r) {
        return r.to(0) - r.from(0);
    }

    private static ScalarFamily digest(String name, String algorithm) {
        return TextFunctions.family(name, "(varbinary) → varbinary")
                .pure(
                        List.of(BINARY),
                        BINARY,
                        (arguments, rows, context) -> {
                            MessageDigest digest = newDigest(algorithm);
                            Row r = new Row(arguments);
                            BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 32);
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                r.row = rows.row(i);
                                out.start(r.row);
                                digest.update(r.data(0), r.from(0), size(r));
                                out.append(digest.digest());
                            }
                            return out.finish(BINARY, null);
                        })
                .build();
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }

    private static ScalarFamily keyed(String name, String algorithm) {
        return TextFunctions.family(name, "(varbinary, varbinary key) → varbinary")
                .failing(
                        List.of(BINARY, BINARY),
                        BINARY,
                        TextLoops.bytes(BINARY, (r, out) -> keyed(name, algorithm, r, out)))
                .build();
    }

    private static void keyed(String name, String algorithm, Row r, BytesOut out) {
        if (r.from(1) == r.to(1)) {
            throw TextEdits.invalid("%s: the key must not be empty", name);
        }
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(r.data(1), r.from(1), r.to(1) - r.from(1), algorithm));
            mac.update(r.data(0), r.from(0), size(r));
            out.append(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }
}
