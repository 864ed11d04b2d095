/** The generator. */
package org.weightflow.generator;
