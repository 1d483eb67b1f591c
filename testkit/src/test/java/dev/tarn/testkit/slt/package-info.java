/// Tests of the sqllogictest runner.
@NullMarked
package dev.tarn.testkit.slt;

import org.jspecify.annotations.NullMarked;
