"""知识库: laws, standards, safety data sheets and cases, kept with their source and the day they hold from."""
