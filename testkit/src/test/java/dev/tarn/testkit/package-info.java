/// Tests of the test support itself.
@NullMarked
package dev.tarn.testkit;

import org.jspecify.annotations.NullMarked;
