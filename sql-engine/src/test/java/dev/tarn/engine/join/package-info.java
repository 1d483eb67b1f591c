/// Tests of parts of joins by themselves; joins as a whole are tested in `pipeline`.
@NullMarked
package dev.tarn.engine.join;

import org.jspecify.annotations.NullMarked;
