/** The alignment of a zoo on disk. Start with {@link ZooAlignment}. */
package org.weightflow.canon.alignment;
