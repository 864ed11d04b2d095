package org.weightflow.networks.exchange;

import org.weightflow.networks.zoo.Member;

/** Told how an import goes. */
public interface ImportListener {
    /** Hears nothing. */
    ImportListener SILENT = new ImportListener() {
        @Override
        public void onChecked(int done, int total) {}

        @Override
        public void onRefused(String checkpoint, String reason) {}

        @Override
        public void onNote(String checkpoint, String note) {}

        @Override
        public void onMember(String checkpoint, Member member, int total) {}
    };

    /** A checkpoint was read and checked. */
    void onChecked(int done, int total);

    /** A checkpoint does not fit, and why; it gets no member. */
    void onRefused(String checkpoint, String reason);

    /** Something was assumed or changed to make a checkpoint a member. */
    void onNote(String checkpoint, String note);

    /** A member is complete and durable. */
    void onMember(String checkpoint, Member member, int total);
}
