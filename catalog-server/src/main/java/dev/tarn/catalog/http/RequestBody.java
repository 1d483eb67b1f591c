package dev.tarn.catalog.http;

import dev.tarn.catalog.codec.RestJson;

import org.apache.iceberg.exceptions.BadRequestException;

/// What a request carries: JSON from the wire, or the object itself from a client in the same
/// process.
public interface RequestBody {

    /// @throws BadRequestException when the body is not a `type`
    <T> T as(Class<T> type);

    /// Whether there is none.
    boolean isEmpty();

    /// The bytes a fingerprint is made of; empty for objects, which carry no idempotency key.
    byte[] bytes();

    static RequestBody json(byte[] bytes) {
        return new RequestBody() {
            @Override
            public <T> T as(Class<T> type) {
                if (bytes.length == 0) {
                    throw new BadRequestException(
                            "Body is empty, expected a %s as JSON", type.getSimpleName());
                }
                return RestJson.read(bytes, type);
            }

            @Override
            public boolean isEmpty() {
                return bytes.length == 0;
            }

            @Override
            public byte[] bytes() {
                return bytes;
            }
        };
    }

    static RequestBody object(Object value) {
        return new RequestBody() {
            @Override
            public <T> T as(Class<T> type) {
                return type.cast(value);
            }

            @Override
            public boolean isEmpty() {
                return false;
            }

            @Override
            public byte[] bytes() {
                return new byte[0];
            }
        };
    }
}
