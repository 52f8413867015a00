"""挂牌督办: hazards that a government lists in public until they are gone: province, city, county, rolling."""
