package dev.tarn.engine.fuse;

import org.jspecify.annotations.Nullable;

/// One formula over arrays. Stateless and thread-safe.
public interface FusedLoop {

    /// Computes the formula for each row and writes it to the same row of `out`.
    ///
    /// `arrays` are those of the shape's inputs, which have all rows, then one of `count` values at
    /// least for each of [Shape#rooms], to be written; `out` is one of its lane, which has all
    /// rows; `constants` are the bits of its constants ([Lane#bits]). The rows are `rows[0..count)`
    /// of a shape over selected rows, else `0..count`, and `rows` is not looked at.
    ///
    /// @return less than 0 if some checked operation may have failed for one of the rows, and the
    ///   results are of no use; 0 or more if none has
    long run(Object[] arrays, long[] constants, Object out, int @Nullable [] rows, int count);
}
