package org.weightflow.networks.engine;

/** Where networks are computed. */
public enum ComputeDevice {
    /** The processors. */
    CPU,
    /** The first CUDA device. */
    GPU
}
