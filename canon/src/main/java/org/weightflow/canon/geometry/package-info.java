/** Where networks lie in a zoo: nearest to which member, in which combination, how far outside. Start with {@link ZooGeometry}. */
package org.weightflow.canon.geometry;
