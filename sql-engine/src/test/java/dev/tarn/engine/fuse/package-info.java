/// Tests of loops made at run time.
@NullMarked
package dev.tarn.engine.fuse;

import org.jspecify.annotations.NullMarked;
