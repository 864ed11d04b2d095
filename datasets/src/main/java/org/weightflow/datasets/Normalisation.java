package org.weightflow.datasets;

import java.util.List;

/**
 * Scaling by numbers that are given, not measured: x' = (x - mean_c) / std_c for every value of channel c, as networks that
 * come from elsewhere were trained.
 *
 * <p>The channels are the first axis of an example: 3 for colour images, 1 for grey ones, each feature for rows. One number
 * serves all channels. Computed in single precision, subtraction then division, which gives the bits of torchvision's
 * {@code Normalize} behind its {@code ToTensor}. Immutable.
 *
 * @param mean one number a channel, or one for all; finite
 * @param std as many, each finite and more than 0 in single precision
 */
public record Normalisation(List<Double> mean, List<Double> std) {
    public Normalisation {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty()) {
            throw new IllegalArgumentException("mean is empty; one number a channel is needed, or one for all");
        }
        if (mean.size() != std.size()) {
            throw new IllegalArgumentException(
                    "std has " + std.size() + " numbers, but mean has " + mean.size() + "; each channel needs both");
        }
        for (double value : mean) {
            if (!Float.isFinite((float) value)) {
                throw new IllegalArgumentException("mean " + value + " is not a finite number of single precision");
            }
        }
        for (double value : std) {
            if (!Float.isFinite((float) value) || (float) value <= 0) {
                throw new IllegalArgumentException("std " + value + " is not above 0 and finite in single precision");
            }
        }
    }

    /**
     * Scales examples.
     *
     * @return new examples
     * @throws IllegalArgumentException if the examples have another number of channels
     */
    public Examples apply(Examples examples) {
        int channels = examples.exampleShape().get(0);
        if (mean.size() != 1 && mean.size() != channels) {
            throw new IllegalArgumentException("mean has " + mean.size() + " numbers, but examples of shape "
                    + examples.exampleShape() + " have " + channels + " channels");
        }
        float[] values = examples.features();
        float[] scaled = new float[values.length];
        int run = examples.featureCount() / channels;
        for (int start = 0, channel = 0; start < values.length; start += run, channel = (channel + 1) % channels) {
            int group = mean.size() == 1 ? 0 : channel;
            float shift = mean.get(group).floatValue();
            float scale = std.get(group).floatValue();
            for (int i = start; i < start + run; i++) {
                scaled[i] = (values[i] - shift) / scale;
            }
        }
        return Examples.owning(scaled, examples.labels(), examples.exampleShape(), examples.classes());
    }
}
