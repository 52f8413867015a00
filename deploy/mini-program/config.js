// The address under which people reach the platform. It must be https, without a path, and entered as 业务域名 in the
// mini-program's administration.
module.exports = { origin: 'https://anlan.example.invalid' }
