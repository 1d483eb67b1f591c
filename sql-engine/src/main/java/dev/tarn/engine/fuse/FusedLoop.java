package dev.tarn.engine.fuse;

import org.jspecify.annotations.Nullable;

/// One formula over arrays. Stateless and thread-safe.
public interface FusedLoop {

    /// Computes the formula for each row and writes it to the same row of `out`.
    ///
    /// `inputs` and `out` are primitive arrays of the shape's lanes that have all rows; `constants`
    /// are the bits of its constants ([Lane#bits]). The rows are `rows[0..count)` of a shape over
    /// selected rows, else `0..count`, and `rows` is not looked at.
    ///
    /// @return less than 0 if some checked operation may have failed for one of the rows, and the
    ///   results are of no use; 0 or more if none has
    long run(Object[] inputs, long[] constants, Object out, int @Nullable [] rows, int count);
}
