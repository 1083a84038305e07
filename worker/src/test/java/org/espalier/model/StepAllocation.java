package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a step allocates. Of kernels in plain Java: vectors are objects until the compiler has seen
 * to it that they are not.
 */
final class StepAllocation {
  private static final int STEPS = 100;

  private StepAllocation() {}

  /** Requires less than 64 bytes a step, after a first one; closes the kernel. */
  static void assertNone(GradientEngine kernel, SequenceBatch batch, INDArray parameters) {
    var gradient = Nd4j.zeros(DataType.FLOAT, parameters.length());
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (kernel) {
      kernel.lossAndGradient(batch, parameters, gradient);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int step = 0; step < STEPS; step++) {
        kernel.lossAndGradient(batch, parameters, gradient);
      }
      assertThat((threads.getCurrentThreadAllocatedBytes() - before) / STEPS).isLessThan(64);
    }
  }
}
