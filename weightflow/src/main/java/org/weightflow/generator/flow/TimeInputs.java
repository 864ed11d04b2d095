package org.weightflow.generator.flow;

/** How a field is told the time. */
interface TimeInputs {
    /** The time as it is. */
    TimeInputs RAW = new TimeInputs() {
        @Override
        public int count() {
            return 1;
        }

        @Override
        public void write(double time, float[] target, int from) {
            target[from] = (float) time;
        }
    };

    /** Values that say the time. */
    int count();

    /** Writes them to {@code target} from an index on. */
    void write(double time, float[] target, int from);
}
