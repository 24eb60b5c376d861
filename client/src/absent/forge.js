// Stands in for node-forge: the digest() function is not offered on the web.
export default {};
