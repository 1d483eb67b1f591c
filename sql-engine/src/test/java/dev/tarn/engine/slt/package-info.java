/// SQL tests as sqllogictest scripts: our own corpus (`src/test/slt`) and SQLite's.
@NullMarked
package dev.tarn.engine.slt;

import org.jspecify.annotations.NullMarked;
