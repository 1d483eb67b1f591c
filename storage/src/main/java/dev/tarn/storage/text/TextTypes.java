package dev.tarn.storage.text;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/// Types that were inferred from different text files, brought together.
public final class TextTypes {
    private TextTypes() {}

    /// The narrowest inferred type that takes the values of both; VARCHAR where they have different
    /// shapes.
    public static Type common(Type one, Type other) {
        if (one.equals(other)) {
            return one;
        }
        InferredType first = inferred(one);
        InferredType second = inferred(other);
        return first == null || second == null
                ? Types.StringType.get()
                : first.with(second).icebergType();
    }

    private static @Nullable InferredType inferred(Type type) {
        for (InferredType inferred : InferredType.values()) {
            if (inferred != InferredType.NONE && inferred.icebergType().equals(type)) {
                return inferred;
            }
        }
        return null;
    }
}
